package dev.likeness.worker.retouch;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.face.FaceTemplate;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.pipeline.ColorPlanes;
import java.util.List;

/**
 * Gives a face of a photo the features of somebody else, who is known by an embedding: the centroid
 * of a profile, which shows the person better than any one photo.
 *
 * <p>A swapper understands the embeddings of one model only (inswapper and hyperswap those of
 * InsightFace's w600k_r50). The pack names that model by its digest, and a swapper is not loaded
 * where faces are read with another one; nor does it take an embedding of another space later. Any
 * number of threads may call it; it owns its network.
 */
public final class FaceSwapper implements AutoCloseable {
  /** Role of the network in its pack. */
  public static final String ROLE = "face.swap";

  /**
   * Parameters of the role.
   *
   * @param space SHA-256 of the embedder that the swapper was trained with
   */
  record Parameters(String space) {}

  private final FaceNetwork network;
  private final FaceTemplate template;
  private final SourceLatent latent;
  private final String space;

  private FaceSwapper(
      FaceNetwork network, FaceTemplate template, SourceLatent latent, String space) {
    this.network = network;
    this.template = template;
    this.latent = latent;
    this.space = space;
  }

  /**
   * Loads the network of a pack.
   *
   * @param faces with whose embeddings it will be told whom to show
   * @throws ModelException if the pack does not have it, it is not what it should be, or it was
   *     trained with another embedder
   */
  public static FaceSwapper load(ModelPack pack, FaceReader faces, ModelRuntime runtime) {
    ModelFile file = pack.file(ROLE);
    String space = pack.parameters(ROLE, Parameters.class).space();
    if (!space.equals(faces.space())) {
      throw new ModelException(
          Reason.NOT_LOADED,
          file
              + " was trained with another embedder than the one that is loaded: expected "
              + space
              + ", got "
              + faces.space());
    }
    return switch (pack.adapter(ROLE)) {
      case "inswapper" ->
          new FaceSwapper(
              network(file, ColorPlanes.UNIT, runtime),
              FaceTemplate.ARCFACE_128,
              SourceLatent.mapped(file),
              space);
      case "hyperswap" ->
          new FaceSwapper(
              network(file, ColorPlanes.SIGNED, runtime),
              FaceTemplate.ARCFACE_128,
              SourceLatent.direct(),
              space);
      default ->
          throw new ModelException(
              Reason.NOT_LOADED,
              file
                  + " is for the adapter "
                  + pack.adapter(ROLE)
                  + ", expected inswapper or hyperswap");
    };
  }

  private static FaceNetwork network(ModelFile file, ColorPlanes pixels, ModelRuntime runtime) {
    return FaceNetwork.load(file, pixels, "a source", SourceLatent.LENGTH, runtime);
  }

  /** The model file in use, for the provenance of results. */
  public List<ModelFile> models() {
    return List.of(network.file());
  }

  /** Digest of the embedder whose embeddings it understands. */
  public String space() {
    return space;
  }

  /**
   * Changes a face of a photo in place.
   *
   * @param source whom the face is to show
   * @throws IllegalArgumentException if it is of another space
   * @throws RunCancelled if cancellation was requested before the end; the photo is as it was
   * @throws ModelException if the network fails; the photo is as it was
   */
  public void swap(Photo photo, Face face, Embedding source, Cancellation cancellation) {
    if (!source.space().equals(space)) {
      throw new IllegalArgumentException("embeddings of two spaces do not compare");
    }
    try (var patch = new FacePatch(photo, face, template, network.side());
        Photo swapped = network.run(patch.crop(), latent.of(source), cancellation)) {
      patch.paste(swapped, 1);
    }
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }
}
