import 'reflect-metadata';
import { Observable, firstValueFrom, of } from 'rxjs';
import { Baggage, CurrentSpan, Span, TraceAi, Traceable } from '@throughline/tracing';
import type { Span as ActiveSpan } from '@throughline/tracing/api';

interface Order {
  readonly id: string;
}

class Orders {
  @Span() // Orders.place
  async place(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @Span('orders.find', (id: string) => ({ attributes: { 'order.id': id } }))
  find(id: string): Observable<Order> {
    return of({ id });
  }

  @Span({ onResult: (last) => ({ attributes: { 'orders.count': Number(last) } }) })
  async *all(): AsyncGenerator<Order, number> {
    yield await this.place('1');
    return 1;
  }

  @TraceAi((model: string) => ({ provider: 'anthropic', model, operation: 'chat' }), {
    usage: () => ({ prompt_tokens: 3, completion_tokens: 4 }),
  })
  async ask(model: string): Promise<string> {
    return Promise.resolve(`an answer of ${model}`);
  }

  // In a controller, beside @Get(): Nest hands these over.
  read(@CurrentSpan() span: ActiveSpan | undefined, @Baggage('user.tier') tier: string | undefined): string {
    span?.setAttribute('user.tier', tier ?? 'none');
    return 'orders';
  }
}

@Traceable() // every method
class Stock {
  count(): number {
    return 7;
  }
}

const orders = new Orders();
await orders.place('7');
await firstValueFrom(orders.find('7'));
for await (const order of orders.all()) if (order.id === '') break;
await orders.ask('claude-sonnet');
orders.read(undefined, undefined);
new Stock().count();
