import type { Json } from '#contracts/flow/document';

/** A setting as its author leaves it, and what they saw when they began. `undefined`: no value. */
export type SettingChange<Value = Json | undefined> = { readonly to: Value; readonly seen: Json | undefined };
