// The journey of plans/scripted.ts in k6's words: one request, its body parsed, two checks.
import { check } from 'k6';
import http from 'k6/http';

export const options = { scenarios: { journey: JSON.parse(__ENV.SCENARIO) } };

export default function journey() {
  const answer = http.get(__ENV.TARGET_URL);
  check(answer, {
    'status is 200': ({ status }) => status === 200,
    'id is 1': (response) => response.json().id === 1,
  });
}
