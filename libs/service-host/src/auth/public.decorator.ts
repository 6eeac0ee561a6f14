import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'throughline:public';

/** This route, or every route of this controller, needs no local token. Host and Origin are checked all the same. */
export const Public = (): CustomDecorator => SetMetadata(IS_PUBLIC, true);
