import type { Instrumentation } from '@opentelemetry/instrumentation';
import { patchEsmClasses } from './esm-classes.js';
import { instrumentation } from './packages.js';

/** A file of a package, and what is to be done to what it exports. */
export interface PatchedFile {
  /** `name/lib/file.js`, or the package's name alone for its main file. */
  readonly path: string;
  /** @returns what undoes it */
  readonly patch: (exports: object) => () => void;
}

/** A class of an ES module, which is exported nowhere else. */
export interface PatchedClass {
  /** End of the module's path, behind node_modules. */
  readonly path: string;
  readonly className: string;
  /** @returns what undoes it */
  readonly patch: (prototype: object) => () => void;
}

/** A package that is traced by changing parts of it when it is loaded. */
export interface PatchedPackage {
  readonly name: string;
  /** Range of versions; others are left alone. */
  readonly versions: string;
  readonly files: readonly PatchedFile[];
  readonly classes?: readonly PatchedClass[];
}

/** An instrumentation of these packages, for the SDK to switch on and off. */
export function moduleInstrumentation(name: string, packages: readonly PatchedPackage[]): Instrumentation {
  const { InstrumentationBase, InstrumentationNodeModuleDefinition, InstrumentationNodeModuleFile } =
    instrumentation();
  const undo: (() => void)[] = [];
  let areClassesPatched = false;
  const patching =
    ({ patch }: PatchedFile) =>
    (exports: object): object => {
      undo.push(patch(exports));
      return exports;
    };
  const fileOf = (file: PatchedFile, versions: string): InstanceType<typeof InstrumentationNodeModuleFile> =>
    new InstrumentationNodeModuleFile(file.path, [versions], patching(file), () => undefined);
  class ModuleInstrumentation extends InstrumentationBase {
    protected override init() {
      return packages.map(({ name: packageName, versions, files }) => {
        const main = files.find(({ path }) => path === packageName);
        const others = files.filter((file) => file !== main).map((file) => fileOf(file, versions));
        return new InstrumentationNodeModuleDefinition(
          packageName,
          [versions],
          main === undefined ? undefined : patching(main),
          undefined,
          others,
        );
      });
    }

    override enable(): void {
      super.enable();
      // The SDK enables what the constructor has enabled already.
      if (areClassesPatched) return;
      areClassesPatched = true;
      undo.push(patchEsmClasses(packages.flatMap(({ classes }) => classes ?? [])));
    }

    override disable(): void {
      super.disable();
      areClassesPatched = false;
      for (const step of undo.splice(0).reverse()) step();
    }
  }
  return new ModuleInstrumentation(name, '1.0.0', {});
}
