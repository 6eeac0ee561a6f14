// A receiver of OTLP over HTTP and gRPC that keeps nothing, and answers as real ones do.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { Server, ServerCredentials } = createRequire(new URL('../../libs/tracing/', import.meta.url))(
  '@grpc/grpc-js',
);
const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const same = (bytes) => bytes;

const http = createServer((request, response) => {
  const isJson = request.headers['content-type'] === 'application/json';
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': request.headers['content-type'] });
    response.end(isJson ? '{"partialSuccess":{}}' : '');
  });
});
const grpc = new Server();
grpc.register(PATH, (_call, answer) => answer(null, Buffer.alloc(0)), same, same, 'unary');

http.listen(0, '127.0.0.1', () => {
  grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.send({ kind: 'ready', port: { http: http.address().port, grpc: port } });
  });
});
process.on('disconnect', () => process.exit(0));
process.on('message', () => process.exit(0));
