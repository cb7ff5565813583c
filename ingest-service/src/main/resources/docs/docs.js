window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: "/v1/phota/openapi.json",
    dom_id: "#api",
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: false, // a key is not for the browser's storage
    validatorUrl: null, // nothing is sent elsewhere
  });
});
