/** GET /openapi.json: how to use the files API, for people and programs. */
import type { FilesCall, FilesHandler } from '../call.ts';
import { openApi } from '../openapi.ts';
import { replyJson } from '../reply-json.ts';

export const getOpenApi: FilesHandler<FilesCall> = async ({ response }) => replyJson(response, openApi);
