import { Body, Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CreateSchedule, type ScheduleList, type ScheduleView } from '@throughline/contracts';
import type { FastifyReply } from 'fastify';
import { SchedulesService } from './schedules.service.js';

@Controller('v1/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Post()
  async create(
    @Body() body: CreateSchedule,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScheduleView> {
    const schedule = await this.schedules.create(body);
    reply.header('location', `/v1/schedules/${schedule.name}`);
    return schedule;
  }

  @Get()
  list(): Promise<ScheduleList> {
    return this.schedules.list();
  }

  @Get(':name')
  find(@Param('name') name: string): Promise<ScheduleView> {
    return this.schedules.find(name);
  }

  /** The answer is what there was. */
  @Delete(':name')
  remove(@Param('name') name: string): Promise<ScheduleView> {
    return this.schedules.remove(name);
  }

  @Post(':name/pause')
  @HttpCode(200)
  pause(@Param('name') name: string): Promise<ScheduleView> {
    return this.schedules.pause(name);
  }

  @Post(':name/resume')
  @HttpCode(200)
  resume(@Param('name') name: string): Promise<ScheduleView> {
    return this.schedules.resume(name);
  }
}
