import { hostService } from '@throughline/service-host';
import { AppModule } from './app.module.js';

await hostService(AppModule);
