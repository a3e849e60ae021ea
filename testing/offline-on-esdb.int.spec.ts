import { afterAll } from '@jest/globals';
import { openEsdbEventStore } from '#server/engine/eventstore/esdb-event-store';
import { startDouble, type EsdbDouble } from './esdb-double/start-double.ts';
import { offlineContract } from './offline.contract.ts';
import { startTestProduct } from './product.ts';

let double: EsdbDouble | null = null;
offlineContract(async () => {
  const { url } = (double = await startDouble());
  return startTestProduct({ openStore: () => openEsdbEventStore(url) });
});
afterAll(() => double?.stop());
