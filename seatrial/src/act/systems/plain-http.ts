/**
 * `request` and `get` of `node:http`. An `import` of that module reads each of its exports, and by reading `WebSocket` loads the whole
 * client behind `fetch`: a tenth of a second of processor time for every process and every thread of load, which need none of it.
 */
export const { get, request } = process.getBuiltinModule('node:http');
