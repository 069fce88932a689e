// A gRPC service: node calls.mjs PORT DIR [size=BYTES] [empty=1]. Get answers with a note of that many
// bytes, or says OK without any note.
import { loadPackageDefinition, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { port, words } from './words.mjs';

const { notes } = loadPackageDefinition(loadSync(new URL('./notes.proto', import.meta.url).pathname));
const server = new Server({ 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 });
const { Get } = notes.Notes.service;
if (words.empty) server.addService({ Get: { ...Get, responseStream: true } }, { Get: (call) => call.end() });
else
  server.addService(notes.Notes.service, {
    Get: (_, answer) => answer(null, { text: 'x'.repeat(Number(words.size ?? 2)) }),
  });
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), () => {});
