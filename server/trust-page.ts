import type { RequestListener } from 'node:http';

type Trust = { readonly authority: string; readonly httpsPort: number };

const texts = {
  en: {
    title: 'Trust this installation',
    why: 'Tablets keep an app and work without a network only over HTTPS. This installation has made a certificate authority of its own; each device has to trust it once.',
    get: 'Get the certificate',
    steps: [
      [
        'iPad, iPhone',
        'Open this page in Safari and get the certificate. Settings › General › VPN & Device Management: install “AI Flows of this installation”. Settings › General › About › Certificate Trust Settings: switch it on.',
      ],
      [
        'Android',
        'Get the certificate. Settings › Security › More › Install a certificate › CA certificate: choose the downloaded file.',
      ],
      [
        'Windows',
        'Get the certificate, open it, Install certificate › Current user › Trusted Root Certification Authorities.',
      ],
      ['macOS', 'Get the certificate, open it in Keychain Access, and set it to Always Trust.'],
    ],
    go: 'Then open AI Flows',
    only: 'Do this only in a network you know, at the address that the terminal of the server shows.',
  },
  es: {
    title: 'Confiar en esta instalación',
    why: 'Las tabletas solo guardan una aplicación y trabajan sin red por HTTPS. Esta instalación ha creado su propia autoridad de certificación; cada dispositivo debe confiar en ella una vez.',
    get: 'Obtener el certificado',
    steps: [
      [
        'iPad, iPhone',
        'Abra esta página en Safari y obtenga el certificado. Ajustes › General › VPN y gestión de dispositivos: instale «AI Flows of this installation». Ajustes › General › Información › Ajustes de confianza de certificados: actívelo.',
      ],
      [
        'Android',
        'Obtenga el certificado. Ajustes › Seguridad › Más › Instalar un certificado › Certificado de CA: elija el archivo descargado.',
      ],
      [
        'Windows',
        'Obtenga el certificado, ábralo, Instalar certificado › Usuario actual › Entidades de certificación raíz de confianza.',
      ],
      ['macOS', 'Obtenga el certificado, ábralo en Acceso a Llaveros y elija Confiar siempre.'],
    ],
    go: 'Después abra AI Flows',
    only: 'Hágalo solo en una red que conozca, en la dirección que muestra el terminal del servidor.',
  },
} as const;

/** What answers beside HTTPS over plain HTTP: the authority's certificate, how to trust it, and the way to the app. */
export function trustPage({ authority, httpsPort }: Trust): RequestListener {
  return (request, response) => {
    if (request.url === '/authority.crt') {
      response
        .writeHead(200, {
          'content-type': 'application/x-x509-ca-cert',
          'content-disposition': 'attachment; filename="ai-flows-authority.crt"',
        })
        .end(authority);
      return;
    }
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const app = /^[\w.-]+$/.test(host) ? `https://${host}:${httpsPort}/` : `https://localhost:${httpsPort}/`;
    const language = (request.headers['accept-language'] ?? '').startsWith('es') ? 'es' : 'en';
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      })
      .end(page(language, app));
  };
}

function page(language: 'en' | 'es', app: string): string {
  const { title, why, get, steps, go, only } = texts[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
a { display: inline-block; padding: .75rem 0; }
dt { font-weight: 600; margin-top: .75rem; }
dd { margin: 0; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${why}</p>
<p>${only}</p>
<p><a href="/authority.crt">${get}</a></p>
<dl>${steps.map(([device, how]) => `<dt>${device}</dt><dd>${how}</dd>`).join('')}</dl>
<p><a href="${app}">${go}: ${app}</a></p>
</main>
</body>
</html>
`;
}
