/** One measured number beside the limit or peer of the same run. The first line of a figure is its headline. */
export type Measured = {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly limitName: string;
  readonly ratio: number;
  /** What is wanted of the ratio (or of the value), in words. */
  readonly goal: string;
};

/** A figure measures itself and tells every number as soon as it is known. */
export type Figure = {
  readonly name: string;
  readonly about: string;
  measure(tell: (measured: Measured) => void, options: BenchOptions): Promise<void>;
};

export type BenchOptions = { readonly short: boolean; readonly progress: (sentence: string) => void };

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Events (or rows) a second for so many of them since an instant of `performance.now()`. */
export function perSecond(count: number, since: number): number {
  return count / ((performance.now() - since) / 1000);
}

export function asLine({ figure, value, unit, limit, limitName, ratio, goal }: Measured): string {
  const number = (of: number): string => of.toLocaleString('en', { maximumFractionDigits: of < 100 ? 2 : 0 });
  return `${figure.padEnd(30)}${number(value).padStart(10)} ${unit.padEnd(10)}${number(ratio).padStart(8)} of ${number(limit)} (${limitName}); wanted ${goal}`;
}

export function asJson({ figure, value, unit, limit, limitName, ratio }: Measured): string {
  const rounded = (of: number): number => Math.round(of * 1000) / 1000;
  return JSON.stringify({
    figure,
    value: rounded(value),
    unit,
    limit: rounded(limit),
    limitName,
    ratio: rounded(ratio),
  });
}
