import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LocalAccess } from '@throughline/service-host';
import { TraceAnalyzerConfig } from '../config.js';
import { statusAnswer } from './export-answer.js';
import type { ExportEncoding } from './export-body.js';
import { refusalOf } from './export-refusal.js';
import { TooManyExportsError, UnsupportedExportError } from './otlp.errors.js';
import { OtlpService } from './otlp.service.js';

const MAX_CONCURRENT_EXPORTS = 64;

/**
 * `POST /v1/traces`: OTLP over HTTP. It has its own Fastify scope, because OTLP has content types,
 * limits and error bodies of its own. It asks for the local token like every other route, before the body is
 * read: what arrives here becomes part of the traces of runs.
 */
@Injectable()
export class OtlpReceiver implements OnModuleInit {
  private receiving = 0;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly otlp: OtlpService,
    private readonly config: TraceAnalyzerConfig,
    private readonly access: LocalAccess,
  ) {}

  onModuleInit(): void {
    const server: FastifyInstance = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.register((scope, _options, done) => {
      this.route(scope);
      done();
    });
  }

  private route(scope: FastifyInstance): void {
    const bodyLimit = this.config.exportMaxBytes;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    );
    scope.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
    scope.addHook('onRequest', (request, _reply, done) => done(this.refusalOf(request)));
    scope.post('/v1/traces', { bodyLimit }, (request, reply) => this.receive(request, reply));
  }

  private refusalOf({ headers }: FastifyRequest): Error | undefined {
    try {
      this.access.require(headers);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private async receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (this.receiving >= MAX_CONCURRENT_EXPORTS) throw new TooManyExportsError(MAX_CONCURRENT_EXPORTS);
    this.receiving += 1;
    try {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await this.otlp.receive(body, encodingOf(request), request.headers['content-encoding']);
      return await reply.code(200).header('content-type', answer.contentType).send(answer.body);
    } finally {
      this.receiving -= 1;
    }
  }

  private refuse(cause: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { status, grpcCode, message, retryAfterSeconds } = refusalOf(cause, this.config.exportMaxBytes);
    const answer = statusAnswer(grpcCode, message, isJson(request) ? 'json' : 'protobuf');
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    return reply.code(status).header('content-type', answer.contentType).send(answer.body);
  }
}

const mediaType = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const isJson = (request: FastifyRequest): boolean => mediaType(request) === 'application/json';

function encodingOf(request: FastifyRequest): ExportEncoding {
  const type = mediaType(request);
  if (type === 'application/json') return 'json';
  if (type === 'application/x-protobuf') return 'protobuf';
  throw new UnsupportedExportError('Content-Type', type, 'application/x-protobuf or application/json');
}
