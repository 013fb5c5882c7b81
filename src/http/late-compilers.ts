import buildAjv, { type BuildCompilerFromPool } from '@fastify/ajv-compiler';
import buildStringify, { type SerializerFactory } from '@fastify/fast-json-stringify-compiler';
import type { AnySchema, ValidateFunction } from 'ajv';
import type { FastifyServerOptions } from 'fastify';
import { once } from '../lib/once.ts';

type Compilers = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>;

/**
 * Fastify's own compilers, but each schema is compiled when it is first needed. All at once took 0.6 s of a processor at
 * every start. That all can be compiled is shown by a test instead.
 */
export function lateCompilers(): Compilers {
  const buildSerializer: SerializerFactory = buildStringify();
  return {
    buildValidator: lateValidators(buildAjv()),
    buildSerializer: (externalSchemas, options) => {
      const compile = buildSerializer(externalSchemas, options);
      return (route) => {
        const serialize = once(() => compile(route));
        return (value) => serialize()(value);
      };
    },
  };
}

function lateValidators(build: BuildCompilerFromPool): BuildCompilerFromPool {
  const buildLate = (...[externalSchemas, options]: Parameters<BuildCompilerFromPool>) => {
    const compile = build(externalSchemas, options);
    return (route: AnySchema) => {
      const validator = once(() => compile(route) as ValidateFunction);
      return (value: unknown) => {
        const validate = validator();
        return validate(value) || { error: validate.errors };
      };
    };
  };
  // Its type is Ajv's own; Fastify asks for no more than a function that says `true` or what is wrong.
  return buildLate as unknown as BuildCompilerFromPool;
}
