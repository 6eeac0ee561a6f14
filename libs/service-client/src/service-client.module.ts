import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type ServiceClientOptions, createServiceClient } from './create-service-client.js';
import { ServiceClient } from './service-client.js';

/** Makes ServiceClient injectable everywhere, and ends its connections last of all. */
@Global()
@Module({})
export class ServiceClientModule implements OnApplicationShutdown {
  constructor(@Inject(ServiceClient) private readonly client: ServiceClient) {}

  static forRoot(options: ServiceClientOptions = {}): DynamicModule {
    return {
      module: ServiceClientModule,
      providers: [{ provide: ServiceClient, useFactory: () => createServiceClient(options) }],
      exports: [ServiceClient],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
