/** `user:password` of a URL as Basic sends them (RFC 7617): without percent escapes, empty where there are none. Pure. */
export function credentialsOf({ username, password }: URL): string {
  return username === '' && password === '' ? '' : `${unescaped(username)}:${unescaped(password)}`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that stands for itself
  }
}
