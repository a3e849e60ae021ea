import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
} from '@eventstore/db-client/generated/streams_pb';
import type { MemoryLog, Proposed, Verdict } from './memory-log.ts';
import { any, noStream, streamExists } from './memory-log.ts';
import {
  Any,
  Code,
  grpc,
  nameOf,
  PlainEmpty,
  rpcError,
  sharedPb,
  statusPb,
  streamDeleted,
  streamsPb,
} from './protocol.ts';

/**
 * How the server treats appends: it answers; it writes and the connection breaks before the answer; it neither writes nor
 * answers.
 */
export type AppendMood = 'answer' | 'breakAfterWriting' | 'silent';

type Message = {
  getId(): { getString(): string } | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
};

function proposedIn(message: Message | undefined): Proposed {
  if (!message) throw new Error('Taking an event: the message holds none.');
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: message.getData_asU8(),
    custom: message.getCustomMetadata_asU8(),
  };
}

type Expectation = { hasAny(): boolean; hasNoStream(): boolean; hasStreamExists(): boolean };

function expectedIn(options: Expectation, revision: string | number): bigint {
  if (options.hasAny()) return any;
  if (options.hasNoStream()) return noStream;
  return options.hasStreamExists() ? streamExists : BigInt(revision);
}

export function appendCalls(log: MemoryLog, mood: () => AppendMood): Pick<IStreamsServer, 'append' | 'batchAppend'> {
  const breaks = () => rpcError(grpc.status.UNAVAILABLE, 'Connection dropped');
  return {
    append: (call, answer) => {
      let options: AppendReq.Options | undefined;
      const events: Proposed[] = [];
      call.on('data', (request: AppendReq) => {
        if (request.hasOptions()) options = request.getOptions();
        else events.push(proposedIn(request.getProposedMessage()));
      });
      call.on('error', () => undefined);
      call.on('end', () => {
        if (!options || mood() === 'silent') return;
        const stream = nameOf(options.getStreamIdentifier());
        const expected = expectedIn(options, options.getRevision());
        const verdict = log.append(stream, expected, events);
        if (mood() === 'breakAfterWriting') answer(breaks());
        else if (verdict.is === 'deleted') answer(streamDeleted(stream));
        else if (verdict.is === 'tooLarge') answer(tooLarge(verdict.limit));
        else answer(null, appendAnswer(verdict, expected));
      });
    },
    batchAppend: (call) => {
      const pending = new Map<string, { options: BatchAppendReq.Options; events: Proposed[] }>();
      call.on('error', () => undefined);
      call.on('end', () => call.end());
      call.on('data', (request: BatchAppendReq) => {
        const id = request.getCorrelationId()?.getString() ?? '';
        const options = request.getOptions();
        if (options) pending.set(id, { options, events: [] });
        const asked = pending.get(id);
        if (!asked || mood() === 'silent') return;
        asked.events.push(...request.getProposedMessagesList().map(proposedIn));
        if (!request.getIsFinal()) return;
        pending.delete(id);
        const expected = expectedIn(asked.options, asked.options.getStreamPosition());
        const verdict = log.append(nameOf(asked.options.getStreamIdentifier()), expected, asked.events);
        if (mood() === 'breakAfterWriting') call.emit('error', breaks());
        else call.write(batchAnswer(request, asked.options, verdict, expected));
      });
    },
  };
}

function tooLarge(limit: number) {
  const trailers = { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(limit) };
  return rpcError(grpc.status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, trailers);
}

function appendAnswer(verdict: Extract<Verdict, { is: 'written' | 'wrong' }>, expected: bigint): AppendResp {
  const answer = new streamsPb.AppendResp();
  if (verdict.is === 'written') {
    const success = new streamsPb.AppendResp.Success();
    const position = new streamsPb.AppendResp.Position();
    if (verdict.revision < 0n) success.setNoStream(new sharedPb.Empty());
    else success.setCurrentRevision(String(verdict.revision));
    position.setCommitPosition(String(verdict.position));
    position.setPreparePosition(String(verdict.position));
    success.setPosition(position);
    answer.setSuccess(success);
    return answer;
  }
  const wrong = new streamsPb.AppendResp.WrongExpectedVersion();
  if (expected === any) wrong.setExpectedAny(new sharedPb.Empty());
  else if (expected === streamExists) wrong.setExpectedStreamExists(new sharedPb.Empty());
  else if (expected === noStream) wrong.setExpectedNoStream(new sharedPb.Empty());
  else wrong.setExpectedRevision(String(expected));
  if (verdict.current < 0n) wrong.setCurrentNoStream(new sharedPb.Empty());
  else wrong.setCurrentRevision(String(verdict.current));
  answer.setWrongExpectedVersion(wrong);
  return answer;
}

function batchAnswer(
  request: BatchAppendReq,
  options: BatchAppendReq.Options,
  verdict: Verdict,
  expected: bigint,
): BatchAppendResp {
  const answer = new streamsPb.BatchAppendResp();
  answer.setCorrelationId(request.getCorrelationId());
  answer.setStreamIdentifier(options.getStreamIdentifier());
  if (verdict.is !== 'written') {
    const { type, detail, code } = refusalOf(verdict, options, expected);
    const [status, packed] = [new statusPb.Status(), new Any()];
    packed.pack(detail, `event_store.client.${type}`);
    status.setCode(code);
    status.setMessage(type);
    status.setDetails(packed);
    answer.setError(status);
    return answer;
  }
  const success = new streamsPb.BatchAppendResp.Success();
  const position = new sharedPb.AllStreamPosition();
  if (verdict.revision < 0n) success.setNoStream(new PlainEmpty());
  else success.setCurrentRevision(String(verdict.revision));
  position.setCommitPosition(String(verdict.position));
  position.setPreparePosition(String(verdict.position));
  success.setPosition(position);
  answer.setSuccess(success);
  return answer;
}

type CodeOf = (typeof Code)[keyof typeof Code];

/** The details of a `google.rpc.Status`; its codes are those of `google.rpc.Code`. */
function refusalOf(
  verdict: Exclude<Verdict, { is: 'written' }>,
  options: BatchAppendReq.Options,
  expected: bigint,
): { type: string; detail: Uint8Array; code: CodeOf } {
  if (verdict.is === 'deleted') {
    const deleted = new sharedPb.StreamDeleted();
    deleted.setStreamIdentifier(options.getStreamIdentifier());
    return { type: 'StreamDeleted', detail: deleted.serializeBinary(), code: Code.NOT_FOUND };
  }
  if (verdict.is === 'tooLarge') {
    const size = new sharedPb.MaximumAppendSizeExceeded();
    size.setMaxappendsize(verdict.limit);
    return { type: 'MaximumAppendSizeExceeded', detail: size.serializeBinary(), code: Code.INVALID_ARGUMENT };
  }
  const wrong = new sharedPb.WrongExpectedVersion();
  if (verdict.current < 0n) wrong.setCurrentNoStream(new PlainEmpty());
  else wrong.setCurrentStreamRevision(String(verdict.current));
  if (expected === any) wrong.setExpectedAny(new PlainEmpty());
  else if (expected === streamExists) wrong.setExpectedStreamExists(new PlainEmpty());
  else if (expected === noStream) wrong.setExpectedNoStream(new PlainEmpty());
  else wrong.setExpectedStreamPosition(String(expected));
  return { type: 'WrongExpectedVersion', detail: wrong.serializeBinary(), code: Code.ALREADY_EXISTS };
}

export function deleteCalls(log: MemoryLog): Pick<IStreamsServer, 'delete' | 'tombstone'> {
  type Options = Expectation & Pick<DeleteReq.Options, 'getStreamIdentifier' | 'getRevision'>;
  const remove = (options: Options | undefined, forEver: boolean) => {
    if (!options) throw new Error('Deleting a stream: the request has no options.');
    const stream = nameOf(options.getStreamIdentifier());
    const expected = expectedIn(options, options.getRevision());
    const verdict = log.remove(stream, expected, forEver);
    if (verdict.is === 'written') return { position: String(verdict.position) };
    if (verdict.is !== 'wrong') return { error: streamDeleted(stream) };
    const trailers = {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      ...(verdict.current < 0n ? {} : { 'actual-version': String(verdict.current) }),
    };
    return { error: rpcError(grpc.status.FAILED_PRECONDITION, 'WrongExpectedVersion', trailers) };
  };
  return {
    delete: ({ request }, answer) => {
      const { error, position } = remove(request.getOptions(), false);
      if (error) return answer(error);
      const [response, at] = [new streamsPb.DeleteResp(), new streamsPb.DeleteResp.Position()];
      at.setCommitPosition(position);
      at.setPreparePosition(position);
      response.setPosition(at);
      answer(null, response);
    },
    tombstone: ({ request }, answer) => {
      const { error, position } = remove(request.getOptions(), true);
      if (error) return answer(error);
      const [response, at] = [new streamsPb.TombstoneResp(), new streamsPb.TombstoneResp.Position()];
      at.setCommitPosition(position);
      at.setPreparePosition(position);
      response.setPosition(at);
      answer(null, response);
    },
  };
}
