import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The real product in a process of its own, with its app built (once for all its sources), before the first journey. The
 * journeys find it by AI_FLOWS_URL and come in by AI_FLOWS_PASSWORD.
 */
export default async function startProduct() {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-journeys-'));
  const child = spawn(process.execPath, ['server/main.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: '0',
      DATA_DIR: folder,
      LOG_LEVEL: 'error',
      SANDBOX_TIMING: 'instant',
    },
  });
  globalThis.journeyProduct = { child, folder };
  let said = '';
  const come = (wanted) =>
    new Promise((resolve, reject) => {
      const look = (piece) => {
        said += piece ?? '';
        const found = wanted.exec(said);
        if (found) resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('exit', (code) => reject(new Error(`The product ended with code ${code}.\n${said}`)));
      look();
    });
  const [link, url] = await come(/(http:\/\/localhost:\d+)\/sign-in#token=\S+/);
  process.env.AI_FLOWS_URL = url;
  process.env.AI_FLOWS_PASSWORD = await setPassword(url, new URL(link).hash.slice('#token='.length));
  for (;;) {
    const answer = await fetch(`${url}/`, { headers: { accept: 'text/html' } });
    if (answer.ok) break;
    if ((await answer.text()).includes('could not be built')) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  child.removeAllListeners('exit');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

async function setPassword(url, token) {
  const password = 'a password for journeys';
  const post = async (path, body, headers = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`Setting the password for the journeys: ${answer.status} ${await answer.text()}`);
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  };
  await post('/api/me/password', { password }, { cookie: await post('/api/sign-in/link', { token }) });
  return password;
}
