// An Express service as its first page shows one: node express-service.mjs PORT [break=WAY]. `async` forgets an answer when
// the handler throws in a callback; without words it is healthy.
import express from 'express';

const port = Number(process.argv[2]);
const breaks = process.argv[3] === 'break=async';
const app = express();
app.use(express.json());
let count = 0;
app.get('/health', (_, response) => response.send('ok'));
app.get('/orders/:id', (request, response) => {
  count++;
  if (!breaks || count % 25 !== 0) return response.json({ id: request.params.id });
  setTimeout(() => {
    // The usual mistake: an early return in a callback, and nobody answers.
    if (count > 0) return;
    response.json({});
  }, 1);
});
app.listen(port, '127.0.0.1');
