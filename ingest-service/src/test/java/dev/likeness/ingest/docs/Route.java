package dev.likeness.ingest.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;

/** A method and a path, as JAX-RS resources declare them and as the document does. */
record Route(String method, String path) implements Comparable<Route> {
  private static final String API = "/v1/phota";
  private static final Pattern PARAMETER = Pattern.compile("\\{\\s*([\\w-]+)[^}]*}");
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  Route {
    path = PARAMETER.matcher(path).replaceAll("{$1}").replaceAll("/+", "/").replaceAll("/$", "");
  }

  /** Those under the API's path, of {@code resources} with JAX-RS annotations. */
  static Set<Route> ofResources(List<Class<?>> resources) {
    var routes = new TreeSet<Route>();
    for (Class<?> resource : resources) {
      Resource model = Resource.from(resource);
      if (model != null) {
        collect(model, "/", routes);
      }
    }
    routes.removeIf(route -> !route.path.startsWith(API));
    return routes;
  }

  static Set<Route> ofDocument(JsonNode document) {
    var routes = new TreeSet<Route>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name -> {
                          if (METHODS.contains(name)) {
                            routes.add(new Route(name.toUpperCase(Locale.ROOT), path.getKey()));
                          }
                        }));
    return routes;
  }

  private static void collect(Resource resource, String above, Set<Route> into) {
    String path = resource.getPath() == null ? above : above + "/" + resource.getPath();
    for (ResourceMethod method : resource.getResourceMethods()) {
      into.add(new Route(method.getHttpMethod(), path));
    }
    for (Resource child : resource.getChildResources()) {
      collect(child, path, into);
    }
  }

  @Override
  public int compareTo(Route other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return path + " " + method;
  }
}
