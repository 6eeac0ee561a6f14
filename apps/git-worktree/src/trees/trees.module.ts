import { Module } from '@nestjs/common';
import { RepositoriesModule } from '../repositories/repositories.module.js';
import { TreesController } from './trees.controller.js';
import { TreesService } from './trees.service.js';

@Module({ imports: [RepositoriesModule], controllers: [TreesController], providers: [TreesService] })
export class TreesModule {}
