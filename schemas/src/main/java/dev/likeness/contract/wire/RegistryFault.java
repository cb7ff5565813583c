package dev.likeness.contract.wire;

/**
 * Whose fault it is that the registry gave no schema, by its answer. A record is refused only for
 * its own fault; whatever else the answer is, the record waits, because it may be a good one.
 *
 * <table>
 *   <caption>Answers to the question for a schema</caption>
 *   <tr><th>answer</th><th>fault</th></tr>
 *   <tr><td>404 with a code of the registry (40401, 40402, 40403): there is no such schema</td>
 *       <td>the record's</td></tr>
 *   <tr><td>404 without such a code: something else answers at this address</td><td>ours</td></tr>
 *   <tr><td>401, 403, 407: the registry does not let us in</td><td>ours</td></tr>
 *   <tr><td>3xx and every other 4xx</td><td>ours</td></tr>
 *   <tr><td>408, 425, 429: later</td><td>passing</td></tr>
 *   <tr><td>5xx</td><td>passing</td></tr>
 *   <tr><td>no answer, one that is cut, or one that is not JSON</td><td>passing</td></tr>
 * </table>
 *
 * What a schema itself may be is up to {@link WriterSchemas}.
 */
enum RegistryFault {
  /** No other try can succeed. */
  OF_THE_RECORD,
  /** An operator has to mend the settings; then the record can be read. */
  OURS,
  /** Another try may succeed by itself. */
  PASSING;

  private static final int NOT_FOUND = 404;
  private static final int FIRST_SERVER_ERROR = 500;

  /**
   * @param status of the HTTP response
   * @param errorCode of the registry in its body, as the Confluent API defines them; 0 for none
   */
  static RegistryFault of(int status, int errorCode) {
    return switch (status) {
      case NOT_FOUND -> isOfMissingSchema(errorCode) ? OF_THE_RECORD : OURS;
      case 408, 425, 429 -> PASSING;
      default -> status >= FIRST_SERVER_ERROR ? PASSING : OURS;
    };
  }

  /** No such subject, no such version, no such schema. */
  private static boolean isOfMissingSchema(int errorCode) {
    return errorCode == 40401 || errorCode == 40402 || errorCode == 40403;
  }
}
