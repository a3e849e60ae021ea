import { createRequire } from 'node:module';
import type * as code from '@eventstore/db-client/generated/code_pb';
import type * as features from '@eventstore/db-client/generated/serverfeatures_pb';
import type * as gossip from '@eventstore/db-client/generated/gossip_pb';
import type * as shared from '@eventstore/db-client/generated/shared_pb';
import type * as status from '@eventstore/db-client/generated/status_pb';
import type * as streams from '@eventstore/db-client/generated/streams_pb';
import type * as any from 'google-protobuf/google/protobuf/any_pb';
import type * as empty from 'google-protobuf/google/protobuf/empty_pb';
import type * as grpcJs from '@grpc/grpc-js';

/**
 * The protocol of EventStoreDB as its client brings it along. gRPC and protobuf are taken from the client's own folder:
 * its serializers ask `instanceof` of their own copy.
 */
const here = createRequire(import.meta.url);
const client = createRequire(here.resolve('@eventstore/db-client/package.json'));
const generated = '@eventstore/db-client/generated';

export const grpc = client('@grpc/grpc-js') as typeof grpcJs;
export const streamsPb = here(`${generated}/streams_pb.js`) as typeof streams;
export const sharedPb = here(`${generated}/shared_pb.js`) as typeof shared;
export const featuresPb = here(`${generated}/serverfeatures_pb.js`) as typeof features;
export const gossipPb = here(`${generated}/gossip_pb.js`) as typeof gossip;
export const statusPb = here(`${generated}/status_pb.js`) as typeof status;
export const { Code } = here(`${generated}/code_pb.js`) as typeof code;
export const { Any } = client('google-protobuf/google/protobuf/any_pb.js') as typeof any;
/** BatchAppend speaks of protobuf's own Empty, the other calls of EventStoreDB's. */
export const { Empty: PlainEmpty } = client('google-protobuf/google/protobuf/empty_pb.js') as typeof empty;

/** A gRPC status with the trailers by which the client knows the error. */
export function rpcError(
  code: grpcJs.status,
  details: string,
  trailers: Readonly<Record<string, string>> = {},
): grpcJs.ServiceError {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.add(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export function streamDeleted(stream: string): grpcJs.ServiceError {
  const trailers = { exception: 'stream-deleted', 'stream-name': stream };
  return rpcError(grpc.status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, trailers);
}

export function nameOf(identifier: shared.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

export function identifierOf(stream: string): shared.StreamIdentifier {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Uint8Array.from(Buffer.from(stream)));
  return identifier;
}
