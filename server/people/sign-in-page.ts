const words = {
  en: {
    title: 'Sign in to AI Flows',
    ...{
      email: 'E-mail',
      password: 'Password',
      signIn: 'Sign in',
      choose: 'Choose a password (at least 12 characters)',
      save: 'Save password',
    },
    ...{
      signedIn: 'You are signed in as',
      saved: 'The password was saved.',
      later: 'You can use the product now; the password is for the next time.',
    },
    read: 'Campaigns (JSON)',
  },
  es: {
    title: 'Entrar a AI Flows',
    ...{
      email: 'Correo electrónico',
      password: 'Contraseña',
      signIn: 'Entrar',
      choose: 'Elija una contraseña (al menos 12 caracteres)',
      save: 'Guardar contraseña',
    },
    ...{
      signedIn: 'Ha entrado como',
      saved: 'La contraseña quedó guardada.',
      later: 'Ya puede usar el producto; la contraseña es para la próxima vez.',
    },
    read: 'Campañas (JSON)',
  },
} as const;

/** The page behind a sign-in link. The link's secret stands behind the #, so it reaches no server log. */
export function signInPage(language: 'en' | 'es'): string {
  const say = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say.title}</title><link rel="stylesheet" href="/sign-in.css"><script src="/sign-in.js" defer></script>
</head>
<body>
<main>
<h1>${say.title}</h1>
<p role="status" id="status"></p>
<form id="by-password">
<label for="email">${say.email}</label><input id="email" type="email" autocomplete="username" required>
<label for="password">${say.password}</label><input id="password" type="password" autocomplete="current-password" required>
<button>${say.signIn}</button>
</form>
<section id="inside" hidden>
<p>${say.signedIn} <strong id="who"></strong>. <a href="/api/campaigns">${say.read}</a></p>
<form id="choose">
<label for="new-password">${say.choose}</label><input id="new-password" type="password" autocomplete="new-password" minlength="12" required>
<button>${say.save}</button><p>${say.later}</p>
</form>
<p id="saved" hidden>${say.saved}</p>
</section>
</main>
</body>
</html>`;
}

export const signInScript = `const at = (id) => document.getElementById(id);
async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  at('status').textContent = response.ok ? '' : answer.detail ?? response.statusText;
  return response.ok ? answer : null;
}
function show(me) {
  at('by-password').hidden = true;
  at('inside').hidden = false;
  at('who').textContent = me.name ?? me.email;
  at('choose').hidden = me.hasPassword;
}
at('by-password').addEventListener('submit', async (event) => {
  event.preventDefault();
  const me = await post('/api/sign-in', { email: at('email').value, password: at('password').value });
  if (me) show(me);
});
at('choose').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (await post('/api/me/password', { password: at('new-password').value })) {
    at('choose').hidden = true;
    at('saved').hidden = false;
  }
});
async function useLink() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!token) return;
  history.replaceState(null, '', location.pathname);
  const me = await post('/api/sign-in/link', { token });
  if (me) show(me);
}
useLink();
`;

export const signInStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: Canvas; color: CanvasText; }
main { width: min(24rem, 100% - 2rem); padding: 2rem 0; }
h1 { font-size: 1.5rem; }
form { display: grid; gap: .5rem; }
input, button { font: inherit; min-height: 44px; padding: 0 .75rem; border-radius: .5rem; border: 1px solid GrayText; }
button { border: 0; background: #0b57d0; color: #fff; margin-top: .5rem; cursor: pointer; }
:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
#status:empty { display: none; }
#status { border-left: 4px solid #b3261e; padding-left: .75rem; }
[hidden] { display: none !important; }
`;
