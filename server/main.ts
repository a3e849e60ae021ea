import { enableCompileCache } from 'node:module';

/**
 * The only file that starts things. What was compiled once is kept (in the system's temporary folder), so that a restart
 * is quick; therefore nothing is imported before that is said.
 */
enableCompileCache();
const { startProduct } = await import('#server/start-product');
startProduct(process.argv.slice(2));
