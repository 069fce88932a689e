/**
 * Asks a peer how a gRPC service is spoken to (server reflection, v1 and before that v1alpha), where a plan has no proto file.
 * It is our own question and no step of the journey. `@grpc/proto-loader` makes methods of the descriptors; the clients for
 * reflection that there are bring a second copy of it.
 */
import type { Client, ClientDuplexStream, StatusObject } from '@grpc/grpc-js';
import type * as Loader from '@grpc/proto-loader';
import { DoubtfulValue } from '../../../../plan/mistake.ts';

/** What a file descriptor says of itself, and of what it needs. */
interface FileDescriptor {
  readonly name: string;
  readonly dependency: readonly string[];
}

type Question = Readonly<Partial<Record<'file_by_filename' | 'file_containing_symbol' | 'list_services', string>>>;

interface Answer {
  readonly file_descriptor_response?: { readonly file_descriptor_proto: readonly Buffer[] };
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
  readonly error_response?: { readonly error_message: string };
}

/** By its number: to name it would load the library. */
const UNIMPLEMENTED = 12;

/** Why there is no description: the call ended so. */
export class Undescribed extends Error {
  readonly status: StatusObject;

  constructor(status: StatusObject) {
    super(status.details);
    this.status = status;
  }
}

/**
 * A `FileDescriptorSet` with the service and all it needs. Throws `Undescribed` where the network or the peer failed, and a
 * sentence where the peer offers no reflection or has no such service.
 */
export async function describedBy(
  client: Client,
  loader: typeof Loader,
  service: string,
  deadlineMs: number,
): Promise<Buffer> {
  for (const version of ['v1', 'v1alpha']) {
    const asking = new Asking(client, loader, version, deadlineMs);
    try {
      return await collected(asking, service);
    } catch (error) {
      if (!(error instanceof Undescribed && error.status.code === UNIMPLEMENTED)) throw error;
    } finally {
      asking.close();
    }
  }
  throw new DoubtfulValue(`the peer offers no reflection, so that ${service} is not known; give its proto file`);
}

async function collected(asking: Asking, service: string): Promise<Buffer> {
  const files = new Map<string, Buffer>();
  const take = ({ file_descriptor_response: got }: Answer): readonly FileDescriptor[] =>
    (got?.file_descriptor_proto ?? []).map((bytes) => {
      const file = asking.read(bytes);
      files.set(file.name, bytes);
      return file;
    });
  const first = await asking.ask({ file_containing_symbol: service });
  if (first.error_response) throw await unknown(asking, service);
  const needed = take(first).flatMap(({ dependency }) => dependency);
  for (let name = needed.pop(); name !== undefined; name = needed.pop()) {
    if (files.has(name)) continue;
    const answer = await asking.ask({ file_by_filename: name });
    if (answer.error_response)
      throw new DoubtfulValue(`the peer does not describe ${name}, which ${service} needs; give its proto file`);
    needed.push(...take(answer).flatMap(({ dependency }) => dependency));
    if (!files.has(name)) throw new DoubtfulValue(`the peer described another file than ${name}; give its proto file`);
  }
  return Buffer.concat(
    [...files.values()].flatMap((bytes) => [Buffer.from([FILE_FIELD]), varint(bytes.length), bytes]),
  );
}

async function unknown(asking: Asking, service: string): Promise<DoubtfulValue> {
  const { list_services_response: list } = await asking.ask({ list_services: '' });
  const known = list?.service.map(({ name }) => name).filter((name) => !name.startsWith('grpc.reflection.')) ?? [];
  return new DoubtfulValue(`the peer has no service '${service}'; it has ${known.join(', ') || 'none'}`);
}

/** One stream of questions, each answered before the next is asked. */
class Asking {
  readonly read: (bytes: Buffer) => FileDescriptor;
  readonly #stream: ClientDuplexStream<Question, Answer>;
  #waiting: { resolve: (answer: Answer) => void; reject: (error: unknown) => void } | null = null;
  #ended: Undescribed | null = null;

  constructor(client: Client, loader: typeof Loader, version: string, deadlineMs: number) {
    const known = loader.fromJSON(wordsOf(version), { keepCase: true, defaults: false, arrays: true, oneofs: true });
    const { ServerReflectionInfo: method } = known[`grpc.reflection.${version}.ServerReflection`] as ServiceDefinition;
    const { FileDescriptor: file } = known as unknown as { FileDescriptor: MessageDefinition };
    if (method === undefined) throw new Error('reflection has lost its method');
    this.read = file.deserialize;
    const write = method.requestSerialize as (question: Question) => Buffer;
    const read = method.responseDeserialize as (bytes: Buffer) => Answer;
    this.#stream = client.makeBidiStreamRequest(method.path, write, read, { deadline: deadlineMs });
    this.#stream.on('data', (answer: Answer) => this.#waiting?.resolve(answer));
    this.#stream.on('error', () => {}); // errors say what the status says
    this.#stream.on('status', (status: StatusObject) => {
      this.#ended = new Undescribed(status);
      this.#waiting?.reject(this.#ended);
    });
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#ended) reject(this.#ended);
      else this.#stream.write(question);
    });
  }

  close(): void {
    this.#stream.cancel();
  }
}

type ServiceDefinition = Readonly<Record<string, Loader.MethodDefinition<object, object>>>;
type MessageDefinition = Loader.MessageTypeDefinition<FileDescriptor, FileDescriptor>;

/** `file`, field 1 of `FileDescriptorSet`, as a length and bytes. */
const FILE_FIELD = 0x0a;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left & 127) | 128);
  }
}

/** Of the proto file of reflection, what is used here, and the two fields of a file descriptor that are looked at. */
function wordsOf(version: string): Parameters<typeof Loader.fromJSON>[0] {
  const text = (id: number) => ({ type: 'string', id });
  const messages = {
    ServerReflectionRequest: {
      oneofs: { message_request: { oneof: ['file_by_filename', 'file_containing_symbol', 'list_services'] } },
      fields: { file_by_filename: text(3), file_containing_symbol: text(4), list_services: text(7) },
    },
    ServerReflectionResponse: {
      fields: {
        file_descriptor_response: { type: 'FileDescriptorResponse', id: 4 },
        list_services_response: { type: 'ListServiceResponse', id: 6 },
        error_response: { type: 'ErrorResponse', id: 7 },
      },
    },
    FileDescriptorResponse: { fields: { file_descriptor_proto: { rule: 'repeated', type: 'bytes', id: 1 } } },
    ListServiceResponse: { fields: { service: { rule: 'repeated', type: 'ServiceResponse', id: 1 } } },
    ServiceResponse: { fields: { name: text(1) } },
    ErrorResponse: { fields: { error_message: text(2) } },
    ServerReflection: {
      methods: {
        ServerReflectionInfo: {
          requestType: 'ServerReflectionRequest',
          requestStream: true,
          responseType: 'ServerReflectionResponse',
          responseStream: true,
          comment: '',
        },
      },
    },
  };
  const file = { fields: { name: text(1), dependency: { rule: 'repeated', ...text(3) } } };
  return {
    nested: {
      FileDescriptor: file,
      grpc: { nested: { reflection: { nested: { [version]: { nested: messages } } } } },
    },
  };
}
