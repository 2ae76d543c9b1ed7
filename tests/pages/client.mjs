// A person at the interface, without a page: for what a journey finds already done.
export class Client {
  constructor(url) {
    this.url = url;
    this.cookie = '';
  }

  async send(method, path, body) {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(method === 'GET' ? {} : { 'X-Mingli-CSRF': '1' }),
        ...(this.cookie ? { Cookie: this.cookie } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
    const set = answer.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0];
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : null;
  }

  get(path) {
    return this.send('GET', path);
  }

  post(path, body = {}) {
    return this.send('POST', path, body);
  }

  static async signIn(url, login, password) {
    const client = new Client(url);
    client.session = await client.post('/api/session', { login, password });
    return client;
  }
}
