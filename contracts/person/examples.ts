import type { PersonEvent } from './events.ts';

const personId = '0f0e0d0c0b0a09080706050403020100';
const hash = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';

/** One example of every event of a person. */
export const personExamples = {
  PersonInvited: {
    type: 'PersonInvited',
    data: { personId, email: 'ana@example.org', name: 'Ana Pérez', role: 'operator' },
  },
  SignInLinkIssued: {
    type: 'SignInLinkIssued',
    data: { personId, linkHash: hash, codeHash: hash, expiresAt: '2026-11-24T13:00:00.000Z' },
  },
  PersonSignedIn: { type: 'PersonSignedIn', data: { personId, how: 'link', linkHash: hash } },
  PasswordSet: {
    type: 'PasswordSet',
    data: { personId, passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA' },
  },
  RoleChanged: { type: 'RoleChanged', data: { personId, role: 'admin' } },
  TokenIssued: {
    type: 'TokenIssued',
    data: {
      ...{ personId, tokenId: '0193f1a0-0000-7000-8000-00000000000c', name: 'Nightly export', role: 'analyst' },
      expiresAt: '2027-11-24T12:00:00.000Z',
    },
  },
  TokenRevoked: { type: 'TokenRevoked', data: { personId, tokenId: '0193f1a0-0000-7000-8000-00000000000c' } },
  PersonRevoked: { type: 'PersonRevoked', data: { personId } },
} satisfies { [E in PersonEvent as E['type']]: E };
