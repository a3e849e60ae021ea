import { describe, expect, test } from '@jest/globals';
import { DockerfileParser } from 'dockerfile-ast';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { configKeys, readConfig } from './config.ts';
import { processRoles, askedIn } from './process-roles.ts';

type Service = {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

const textOf = (file: string): string => readFileSync(join(import.meta.dirname, '..', file), 'utf8');
const compose = parse(textOf('docker-compose.yml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ofOurs = services.filter(([, { build }]) => build !== undefined);
const dockerfile = DockerfileParser.parse(textOf('Dockerfile'));
const instructions = dockerfile.getInstructions();
const lastStage = instructions.slice(instructions.map((each) => each.getKeyword()).lastIndexOf('FROM'));
const argumentsOf = (keyword: string): string[] =>
  lastStage.filter((each) => each.getKeyword() === keyword).map((each) => each.getArgumentsContent() ?? '');
const imageSettings = Object.fromEntries(
  dockerfile.getENVs().flatMap((env) => env.getProperties().map((each) => [each.getName(), each.getValue() ?? ''])),
);

/** As Docker does it, with a value for everything that has to be set. */
const filledIn = (text: string): string =>
  text.replace(/\$\{(\w+)(?:(:-)([^}]*)|:\?[^}]*)?\}/g, (_all, _name: string, otherwise?: string, value?: string) =>
    otherwise === undefined ? 'a-secret-of-the-operator' : (value ?? ''),
  );

describe('the containers', () => {
  test('are of images with a version', () => {
    const froms = dockerfile.getFROMs().map((from) => from.getImage() ?? '');
    const stages = dockerfile.getFROMs().map((from) => from.getBuildStage());
    for (const image of [...services.map(([, each]) => each.image), ...froms])
      if (!stages.includes(image)) expect(image).toMatch(/:[0-9]+\.[0-9]+(\.[0-9]+)?[\w.-]*$/);
  });

  test('say when they are healthy, and wait until those they need are', () => {
    for (const [name, { build, healthcheck, depends_on }] of services) {
      expect([name, healthcheck !== undefined || build !== undefined]).toEqual([name, true]);
      for (const [needed, { condition }] of Object.entries(depends_on ?? {})) {
        expect(compose.services).toHaveProperty([needed]);
        expect([name, needed, condition]).toEqual([name, needed, 'service_healthy']);
      }
    }
    for (const name of ['api', 'projections', 'runner'])
      expect(Object.keys(compose.services[name]?.depends_on ?? {})).toEqual(
        expect.arrayContaining(['postgres', 'eventstore']),
      );
    expect(argumentsOf('HEALTHCHECK').join()).toContain('/healthz');
  });

  test('hold no secret, neither beside them nor in the image', () => {
    const secret = /PASSWORD|SECRET|PASSPHRASE|TOKEN|KEY/;
    for (const [name, { environment }] of services)
      for (const [key, value] of Object.entries(environment ?? {})) {
        if (secret.test(key)) expect([name, key, value]).toEqual([name, key, expect.stringMatching(/^\$\{\w+:\?/)]);
        expect(value.replace(/\$\{[^}]*\}/g, '')).not.toMatch(/:\/\/[^/@]*:[^/@]+@/);
      }
    for (const key of Object.keys(imageSettings)) expect(key).not.toMatch(secret);
  });

  test('of the product are given settings there are, with which it starts', () => {
    const known = new Set([...Object.keys(configKeys), 'NODE_ENV']);
    expect(Object.keys(imageSettings).filter((key) => !known.has(key))).toEqual([]);
    for (const [name, { environment }] of ofOurs) {
      expect([name, Object.keys(environment ?? {}).filter((key) => !known.has(key))]).toEqual([name, []]);
      const given = Object.entries(environment ?? {}).map(([key, value]) => [key, filledIn(value)]);
      const config = readConfig({ ...imageSettings, ...(Object.fromEntries(given) as Record<string, string>) });
      if (name !== 'sandbox') expect(config).toMatchObject({ EVENTSTORE_URL: 'esdb://eventstore:2113?tls=false' });
    }
  });

  test('do all of the work, each a part of it', () => {
    const commands = ofOurs.flatMap(([, { command = [] }]) =>
      command[0] === 'server/main.ts' ? [command.slice(1)] : [],
    );
    const roles = commands.flatMap((command) => [...askedIn(command).roles]);
    expect(roles.toSorted()).toEqual(processRoles.toSorted());
    expect(compose.services.sandbox?.command).toEqual(['scripts/sandbox.ts']);
  });

  test('are reached through TLS alone', () => {
    expect(services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]))).toEqual([
      ['proxy', '443:443'],
    ]);
    expect(compose.networks.inside?.internal).toBe(true);
    for (const [name, { networks }] of services) if (name !== 'proxy') expect(networks).toEqual(['inside']);
    expect(textOf('Caddyfile')).toMatch(/tls internal[\s\S]*reverse_proxy api:3000/);
    // As many as are before it, so that who is behind the proxy is told from others.
    expect(compose.services.api?.environment).toMatchObject({ TRUST_PROXY: '1' });
    expect(argumentsOf('EXPOSE')).toEqual([imageSettings.PORT]);
  });

  test('keep what must outlive them in volumes', () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((each) => each.split(':')[0] ?? ''));
    expect(used.filter((name) => !name.startsWith('./')).toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    expect(argumentsOf('VOLUME')).toEqual([imageSettings.DATA_DIR]);
  });

  test('of the product run as nobody in particular, without what only developers need', () => {
    expect(dockerfile.getFROMs().length).toBeGreaterThan(1);
    expect(argumentsOf('USER')).toEqual(['node']);
    expect(lastStage.map((each) => each.getKeyword()).lastIndexOf('COPY')).toBeLessThan(
      lastStage.map((each) => each.getKeyword()).indexOf('USER'),
    );
    const packages = dockerfile.getCOPYs().filter((each) => each.getArgumentsContent()?.includes('node_modules'));
    expect(packages.map((each) => each.getFromFlag()?.getValue())).toEqual(['production-packages']);
    expect(textOf('Dockerfile')).toContain('npm ci --omit=dev');
    expect(argumentsOf('COPY').join()).not.toMatch(/testing|faults|bench/);
    expect(textOf('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['node_modules', 'data', '.git']));
  });
});
