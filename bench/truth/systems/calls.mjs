// A gRPC service: node calls.mjs PORT DIR [size=BYTES]. Get answers with a note of that many bytes.
import { loadPackageDefinition, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { port, words } from './words.mjs';

const { notes } = loadPackageDefinition(loadSync(new URL('./notes.proto', import.meta.url).pathname));
const server = new Server({ 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 });
server.addService(notes.Notes.service, {
  Get: (_, answer) => answer(null, { text: 'x'.repeat(Number(words.size ?? 2)) }),
});
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), () => {});
