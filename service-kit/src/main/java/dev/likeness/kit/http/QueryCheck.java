package dev.likeness.kit.http;

import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Refuses query parameters that the endpoint does not know, and repetitions: who gives one expects
 * what would not happen. Which it knows, its method says: by {@link QueryParam} and {@link
 * TakesQuery}. Runs after authentication.
 */
final class QueryCheck implements DynamicFeature {
  private static final int MOST_NAMED = 20;

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    Method method = resource.getResourceMethod();
    TakesQuery declared = declared(method, resource.getResourceClass());
    if (declared != null && declared.anything()) {
      return;
    }
    var once = new TreeSet<String>();
    for (Annotation[] parameter : method.getParameterAnnotations()) {
      for (Annotation annotation : parameter) {
        if (annotation instanceof QueryParam query) {
          once.add(query.value());
        }
      }
    }
    var repeatable = new TreeSet<String>();
    if (declared != null) {
      Collections.addAll(once, declared.value());
      Collections.addAll(repeatable, declared.repeatable());
    }
    context.register(new OfEndpoint(once, repeatable), Priorities.HEADER_DECORATOR);
  }

  private static @Nullable TakesQuery declared(Method method, Class<?> resource) {
    TakesQuery ofMethod = method.getAnnotation(TakesQuery.class);
    return ofMethod == null ? resource.getAnnotation(TakesQuery.class) : ofMethod;
  }

  private record OfEndpoint(Set<String> once, Set<String> repeatable)
      implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      var violations = new ArrayList<Violation>();
      request
          .getUriInfo()
          .getQueryParameters()
          .forEach(
              (name, values) -> {
                if (!once.contains(name) && !repeatable.contains(name)) {
                  violations.add(violation(name, unknown(), "extra_forbidden"));
                } else if (values.size() > 1 && !repeatable.contains(name)) {
                  violations.add(violation(name, "must be given once", "duplicate"));
                }
              });
      if (!violations.isEmpty()) {
        throw new RefusalException(
            Refusal.ofViolations(violations.stream().limit(MOST_NAMED).toList()));
      }
    }

    private String unknown() {
      var all = new TreeSet<>(once);
      all.addAll(repeatable);
      return all.isEmpty()
          ? "is not known here: this endpoint takes no query parameters"
          : "is not known here; known are " + String.join(", ", all);
    }

    private static Violation violation(String name, String message, String type) {
      return new Violation(List.of("query", name), message, type);
    }
  }
}
