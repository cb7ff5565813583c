package dev.likeness.ingest.catalogue;

/** Names of the parameters that only some operations know, as in HTTP bodies and in records. */
public final class Parameters {
  public static final String BASE_MODEL = "base_model";
  public static final String RESOLUTION = "resolution";
  public static final String ASPECT_RATIO = "aspect_ratio";
  public static final String QUALITY = "quality";
  public static final String TRAINING_TIER = "training_tier";

  private Parameters() {}
}
