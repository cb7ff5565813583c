package dev.likeness.contract;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that it may make instances of our generated classes. Since 1.12.2 Avro refuses to load
 * any class that a schema names unless it is trusted, for good reason: schemas come from outside.
 * The setting is Avro's own and global to the JVM.
 */
public final class TrustedRecords {
  private static final String OURS = "dev.likeness.";

  private TrustedRecords() {}

  /**
   * Trusts the generated classes of this project in addition to Avro's defaults. May be called any
   * number of times.
   */
  public static void install() {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.DEFAULT, type -> type.getPackageName().startsWith(OURS)));
  }
}
