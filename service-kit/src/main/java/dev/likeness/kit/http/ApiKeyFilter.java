package dev.likeness.kit.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.auth.Account;
import dev.likeness.kit.auth.AccountGate;
import dev.likeness.kit.auth.Accounts;
import dev.likeness.kit.auth.Caller;
import dev.likeness.kit.error.RefusalException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/**
 * Finds who calls by the {@code X-API-Key} header. No key is 403, an unknown or revoked one 401, as
 * in Phota's v0.7; a suspended account is 403. Runs before the body is read.
 */
@Authenticated
@Priority(Priorities.AUTHENTICATION)
public final class ApiKeyFilter implements ContainerRequestFilter {
  public static final String HEADER = "X-API-Key";

  private final AccountGate gate;

  public ApiKeyFilter(Accounts accounts) {
    this.gate = new AccountGate(accounts);
  }

  /** The caller that this filter found. */
  public static Caller callerOf(SecurityContext security) {
    return (Caller) security.getUserPrincipal();
  }

  /** The account that this filter found. */
  public static Account accountOf(SecurityContext security) {
    return callerOf(security).account();
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String key = request.getHeaderString(HEADER);
    if (key == null || key.isBlank()) {
      throw new RefusalException(
          FailureCode.FORBIDDEN, "Missing X-API-Key header (no API key provided).");
    }
    Caller caller = gate.callerWith(key);
    request.setSecurityContext(new CallerSecurity(caller, request.getSecurityContext().isSecure()));
  }

  private record CallerSecurity(Caller caller, boolean secure) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getAuthenticationScheme() {
      return "APIKeyHeader";
    }
  }
}
