import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CreateSchedule, type ScheduleList, type ScheduleView } from '@throughline/contracts';
import { ScheduleNamePipe } from './schedule-name.pipe.js';
import { SchedulesService } from './schedules.service.js';

@Controller('v1/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Post()
  create(@Body() body: CreateSchedule): Promise<ScheduleView> {
    return this.schedules.create(body);
  }

  @Get()
  list(): Promise<ScheduleList> {
    return this.schedules.list();
  }

  @Get(':name')
  view(@Param('name', ScheduleNamePipe) name: string): Promise<ScheduleView> {
    return this.schedules.view(name);
  }

  @Delete(':name')
  remove(@Param('name', ScheduleNamePipe) name: string): Promise<ScheduleView> {
    return this.schedules.remove(name);
  }

  @Post(':name/pause')
  @HttpCode(200)
  pause(@Param('name', ScheduleNamePipe) name: string): Promise<ScheduleView> {
    return this.schedules.pause(name);
  }

  @Post(':name/resume')
  @HttpCode(200)
  resume(@Param('name', ScheduleNamePipe) name: string): Promise<ScheduleView> {
    return this.schedules.resume(name);
  }
}
