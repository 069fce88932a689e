/** GET /openapi.json: how to use the files API, for people and programs. */
import { replyJson } from '@seatrial/service-http';
import type { FilesCall, FilesHandler } from '../call.ts';
import { openApi } from '../openapi.ts';

export const getOpenApi: FilesHandler<unknown, FilesCall> = async ({ response }) => replyJson(response, openApi);
