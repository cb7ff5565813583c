package dev.likeness.kit.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a resource, or one of its methods: query parameters that it reads otherwise than by {@code
 * QueryParam}. Any other is refused by {@link QueryCheck}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface TakesQuery {
  /** Parameters that may be given once. */
  String[] value() default {};

  /** Parameters that may be given more than once. */
  String[] repeatable() default {};

  /** Whether somebody else looks at the parameters: another service, or the resource itself. */
  boolean anything() default false;
}
