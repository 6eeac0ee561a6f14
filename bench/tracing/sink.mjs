// A receiver of OTLP that counts the spans of each service and keeps none.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { countSpans } from './count-spans.mjs';

const counts = {};
const server = createServer(async (request, response) => {
  const body = await buffer(request);
  const [, variant, ...path] = request.url.split('/');
  if (path.join('/') === 'v1/traces') {
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    counts[variant] = (counts[variant] ?? 0) + countSpans(plain);
  }
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
});

server.listen(0, '127.0.0.1', () => process.send({ kind: 'ready', port: server.address().port }));
process.on('message', (question) => {
  if (question === 'counts') process.send({ kind: 'counts', result: { ...counts } });
  if (question === 'exit') process.exit(0);
});
process.on('disconnect', () => process.exit(0));
