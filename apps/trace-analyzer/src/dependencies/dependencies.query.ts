import { IsNumberString, IsOptional, MaxLength } from 'class-validator';

/** Query of `GET /api/dependencies`: both in milliseconds. */
export class DependenciesQuery {
  @IsNumberString({ no_symbols: true }) @MaxLength(15) endTs!: string;
  @IsOptional() @IsNumberString({ no_symbols: true }) @MaxLength(15) lookback?: string;
}
