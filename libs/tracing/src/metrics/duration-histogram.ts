import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import type {
  CollectionResult,
  DataPoint,
  Histogram,
  HistogramMetricData,
  MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { resources, sdkMetrics } from '../sdk/packages.js';

export interface DurationHistogramOptions {
  readonly name: string;
  readonly description: string;
  /** Upper bounds of the buckets, in seconds. */
  readonly buckets: readonly number[];
  /** Series that it has at most. Default 1000. */
  readonly mostSeries?: number;
  /** Attributes of the series in which all further ones are counted together. Default: as OpenTelemetry has it. */
  readonly overflow?: Attributes;
}

interface Series {
  readonly attributes: Attributes;
  readonly counts: number[];
  sum: number;
  count: number;
}

const MOST_SERIES = 1000;
const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

/**
 * A histogram of durations whose series its caller names: the SDK's own sorts and prints all attributes each time that
 * something is recorded, which costs more than all else that is done for a request that is not traced.
 */
export class DurationHistogram implements MetricProducer {
  private readonly series = new Map<string, Series>();
  private readonly overflow: Series;
  private readonly since: HrTime = hrTime();

  constructor(private readonly options: DurationHistogramOptions) {
    this.overflow = this.newSeries(options.overflow ?? OVERFLOW);
  }

  /** `attributes` is asked when the series of this key begins. */
  record(seconds: number, key: string, attributes: () => Attributes): void {
    const series = this.series.get(key) ?? this.begin(key, attributes);
    const at = this.options.buckets.findIndex((bound) => seconds <= bound);
    const bucket = at === -1 ? this.options.buckets.length : at;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += seconds;
    series.count += 1;
  }

  collect(): Promise<CollectionResult> {
    const { AggregationTemporality, DataPointType } = sdkMetrics();
    const { name, description } = this.options;
    const metric: HistogramMetricData = {
      descriptor: { name, description, unit: 's', valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: this.points(),
    };
    const scopeMetrics = [{ scope: { name: '@throughline/tracing' }, metrics: [metric] }];
    return Promise.resolve({
      resourceMetrics: { resource: resources().emptyResource(), scopeMetrics },
      errors: [],
    });
  }

  private begin(key: string, attributes: () => Attributes): Series {
    if (this.series.size >= (this.options.mostSeries ?? MOST_SERIES)) return this.overflow;
    const made = this.newSeries(attributes());
    this.series.set(key, made);
    return made;
  }

  private newSeries(attributes: Attributes): Series {
    return {
      attributes,
      counts: new Array<number>(this.options.buckets.length + 1).fill(0),
      sum: 0,
      count: 0,
    };
  }

  /** How much was recorded in each series. */
  counts(): { readonly attributes: Attributes; readonly count: number }[] {
    return this.all();
  }

  private all(): Series[] {
    return [...this.series.values(), ...(this.overflow.count > 0 ? [this.overflow] : [])];
  }

  private points(): DataPoint<Histogram>[] {
    const endTime = hrTime();
    return this.all().map(({ attributes, counts, sum, count }) => ({
      attributes,
      startTime: this.since,
      endTime,
      value: { buckets: { boundaries: [...this.options.buckets], counts: [...counts] }, sum, count },
    }));
  }
}
