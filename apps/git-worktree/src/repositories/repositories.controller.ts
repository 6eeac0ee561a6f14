import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  type BaseFile,
  type FileList,
  ListBaseFiles,
  ReadBaseFile,
  type RepositoryRef,
  ResolveRepository,
} from '@throughline/contracts';
import { RepositoriesService } from './repositories.service.js';

@Controller('internal/repositories')
export class RepositoriesController {
  constructor(private readonly repositories: RepositoriesService) {}

  @Post('resolve')
  @HttpCode(200)
  resolve(@Body() { path, base }: ResolveRepository): Promise<RepositoryRef> {
    return this.repositories.resolve(path, base);
  }

  @Post('files')
  @HttpCode(200)
  file(@Body() { repository, path }: ReadBaseFile): Promise<BaseFile> {
    return this.repositories.readBase(repository, path);
  }

  @Post('list')
  @HttpCode(200)
  list(@Body() { repository, limit }: ListBaseFiles): Promise<FileList> {
    return this.repositories.listBase(repository, limit);
  }
}
