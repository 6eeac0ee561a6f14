import { getMetadataStorage, ValidationTypes, type ValidatorConstraintInterface } from 'class-validator';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Test = (object: object, value: unknown) => boolean;

/** The rules of one property. */
interface PropertyForm {
  readonly conditions: Test[];
  readonly tests: Test[];
  isPart: boolean;
}

/** The rules of a class; null: they are of a kind that only class-validator itself can judge. */
type Form = ReadonlyMap<string, PropertyForm> | null;

const forms = new WeakMap<object, Form>();

/**
 * Whether an instance certainly passes its class's rules and has no other fields: what class-validator would say, whose
 * rules are collected once for a class instead of at each message. False: ask class-validator, which knows and says why.
 */
export function hasKnownForm(object: object): boolean {
  const form = formOf(object.constructor);
  if (form === null || form.size === 0) return false;
  for (const name of Object.keys(object)) if (!form.has(name)) return false;
  for (const [name, property] of form) if (!passes(property, object, Reflect.get(object, name))) return false;
  return true;
}

function passes({ conditions, tests, isPart }: PropertyForm, object: object, value: unknown): boolean {
  if (!conditions.every((applies) => applies(object, value))) return true;
  return tests.every((test) => test(object, value)) && (!isPart || arePartsKnown(value));
}

const arePartsKnown = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) ? value.every(isKnownPart) : isKnownPart(value));

const isKnownPart = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && hasKnownForm(value);

function formOf(type: object): Form {
  const known = forms.get(type);
  if (known !== undefined) return known;
  const form = typeof type === 'function' ? readForm(type) : null;
  forms.set(type, form);
  return form;
}

function readForm(type: NonNullable<Metadata['constraintCls']>): Form {
  const form = new Map<string, PropertyForm>();
  for (const metadata of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    const property = form.get(metadata.propertyName) ?? { conditions: [], tests: [], isPart: false };
    form.set(metadata.propertyName, property);
    if (!add(property, metadata)) return null;
  }
  return form;
}

function add(property: PropertyForm, metadata: Metadata): boolean {
  if (metadata.type === ValidationTypes.CONDITIONAL_VALIDATION) {
    const condition: unknown = metadata.constraints[0];
    if (typeof condition !== 'function') return false;
    property.conditions.push((object, value) =>
      Boolean(Reflect.apply(condition, undefined, [object, value])),
    );
    return true;
  }
  if (metadata.type === ValidationTypes.NESTED_VALIDATION) {
    property.isPart = true;
    return true;
  }
  if (metadata.type !== ValidationTypes.CUSTOM_VALIDATION || metadata.validateIf !== undefined) return false;
  const rules = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  if (rules.some((rule) => rule.async)) return false;
  property.tests.push(...rules.map((rule) => testOf(rule.instance, metadata)));
  return true;
}

/** Only a plain `true` is certain: a rule may answer with a promise. */
function testOf(rule: ValidatorConstraintInterface, { propertyName, constraints, each }: Metadata): Test {
  return (object, value) => {
    const targetName = object.constructor.name;
    const details = { targetName, property: propertyName, object, value, constraints };
    if (!each || !(value instanceof Set || value instanceof Map || Array.isArray(value)))
      return rule.validate(value, details) === true;
    return Array.isArray(value) && value.every((item) => rule.validate(item, details) === true);
  };
}
