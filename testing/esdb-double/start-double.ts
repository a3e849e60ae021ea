import { randomUUID } from 'node:crypto';
import { GossipService, type IGossipServer } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import {
  ServerFeaturesService,
  type IServerFeaturesServer,
} from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService, type IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { MemoryLog } from './memory-log.ts';
import { openKeptLog } from './kept-log.ts';
import { featuresPb, gossipPb, grpc, rpcError, sharedPb } from './protocol.ts';
import { readCall } from './read-call.ts';
import { appendCalls, deleteCalls, type AppendMood } from './write-calls.ts';

export type DoubleOptions = {
  /** 0: any free one. */
  readonly port?: number;
  /** Where the log is kept; without it the log lives and dies with the double. */
  readonly file?: string | undefined;
  /** Whether it says that it can do BatchAppend. */
  readonly batchAppend?: boolean;
  readonly mostBytes?: number;
};

/** A server that speaks EventStoreDB's protocol and keeps its rules; it is no EventStoreDB. */
export type EsdbDouble = {
  readonly url: string;
  readonly log: MemoryLog;
  treatAppends(mood: AppendMood): void;
  /** From now on a live subscriber may be this many records behind. */
  setLiveBuffer(records: number): void;
  /** Ends every subscription as the server ends those that cannot follow. */
  dropSubscribers(): void;
  /** Breaks every connection and refuses new ones. */
  goAway(): void;
  comeBack(): Promise<void>;
  stop(): void;
};

/** EventStoreDB's own default. */
const mostBytesInAppend = 1024 * 1024;
const patientBuffer = 5_000;

export async function startDouble({
  port = 0,
  file,
  batchAppend = true,
  mostBytes = mostBytesInAppend,
}: DoubleOptions = {}): Promise<EsdbDouble> {
  const kept = file === undefined ? null : openKeptLog(file, mostBytes);
  const log = kept?.log ?? new MemoryLog({ mostBytes, keep: () => undefined });
  const subscriptions = new Set<(error: Error) => void>();
  let mood: AppendMood = 'answer';
  let liveBuffer = patientBuffer;
  const calls: IStreamsServer = {
    ...appendCalls(log, () => mood),
    ...deleteCalls(log),
    ...readCall(log, { subscriptions, liveBuffer: () => liveBuffer }),
  };
  let bound = port;
  const serve = async () => {
    const server = new grpc.Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(StreamsService, calls);
    server.addService(ServerFeaturesService, features(batchAppend));
    server.addService(
      GossipService,
      gossip(() => bound),
    );
    bound = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${bound}`, grpc.ServerCredentials.createInsecure(), (error, at) => {
        if (error) reject(error);
        else resolve(at);
      });
    });
    return server;
  };
  let server: Awaited<ReturnType<typeof serve>> | null = await serve();
  const goAway = (): void => {
    server?.forceShutdown();
    server = null;
  };
  return {
    url: `esdb://127.0.0.1:${bound}?tls=false`,
    log,
    treatAppends: (next) => {
      mood = next;
    },
    setLiveBuffer: (records) => {
      liveBuffer = records;
    },
    dropSubscribers: () => {
      for (const end of subscriptions) end(rpcError(grpc.status.ABORTED, 'Consumer too slow'));
    },
    goAway,
    comeBack: async () => {
      server ??= await serve();
    },
    stop: () => {
      goAway();
      kept?.close();
    },
  };
}

function features(batchAppend: boolean): IServerFeaturesServer {
  return {
    getSupportedMethods: (_call, answer) => {
      const supported = new featuresPb.SupportedMethods();
      supported.setEventStoreServerVersion('23.10.8');
      for (const { path } of Object.values(StreamsService) as { path: string }[]) {
        const [, service, method] = path.toLowerCase().split('/');
        if (method === 'batchappend' && !batchAppend) continue;
        const each = new featuresPb.SupportedMethod();
        each.setServiceName(service ?? '');
        each.setMethodName(method ?? '');
        each.setFeaturesList(
          method === 'read' ? ['position', 'events'] : method === 'batchappend' ? ['deadline_duration'] : [],
        );
        supported.addMethods(each);
      }
      answer(null, supported);
    },
  };
}

function gossip(port: () => number): IGossipServer {
  return {
    read: (_call, answer) => {
      const [cluster, member] = [new gossipPb.ClusterInfo(), new gossipPb.MemberInfo()];
      const [endPoint, id] = [new gossipPb.EndPoint(), new sharedPb.UUID()];
      id.setString(randomUUID());
      endPoint.setAddress('127.0.0.1');
      endPoint.setPort(port());
      member.setInstanceId(id);
      member.setState(gossipPb.MemberInfo.VNodeState.LEADER);
      member.setIsAlive(true);
      member.setHttpEndPoint(endPoint);
      cluster.addMembers(member);
      answer(null, cluster);
    },
  };
}
