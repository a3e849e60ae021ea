import { offlineContract } from './offline.contract.ts';
import { startTestProduct } from './product.ts';

offlineContract(() => startTestProduct());
