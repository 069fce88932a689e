/** The HTTP port of a service: who is let in, which face answers, how a failure is told, paths, JSON, and words for its OpenAPI document. */
export { type Exchange, type Face, OverloadedError, pathOf, type Refusal } from './face.ts';
export { finish, listen } from './listen.ts';
export { type Match, matchPath, type PathAndMethod } from './match-path.ts';
export { header, openApiWords } from './openapi-words.ts';
export { readJson } from './read-json.ts';
export { ClientGoneError, replyEmpty, sendBytes } from './reply.ts';
export { replyError, replyJson, replyJsonText } from './reply-json.ts';
export { type Admit, createHttpServer } from './server.ts';
