import { Type } from 'class-transformer';
import { IsArray, IsObject, ValidateNested } from 'class-validator';

type ClassOf = () => new () => object;

/** A property that is an object of a class, checked like the class. */
export function Part(type: ClassOf): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [IsObject(), ValidateNested(), Type(type)]) decorate(target, property);
  };
}

/**
 * A list of objects of a class. `@ValidateNested({ each: true })` alone takes a list for each of them, too, and
 * then checks nothing of what is in it.
 */
export function Parts(type: ClassOf): PropertyDecorator {
  const each = { each: true };
  return (target, property) => {
    for (const decorate of [IsArray(), IsObject(each), ValidateNested(each), Type(type)])
      decorate(target, property);
  };
}
