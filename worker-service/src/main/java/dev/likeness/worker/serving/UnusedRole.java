package dev.likeness.worker.serving;

import dev.likeness.worker.model.ModelPack;

/** Why a worker loads a pack, but not the model of one of its roles. */
public final class UnusedRole {
  private static final String KNOWN =
      "face.detect, face.embed, face.embed.audit, face.restore, face.swap, image.upscale,"
          + " style.transfer.<name>, subject.detect, subject.embed, diffusion.text,"
          + " diffusion.text.2, diffusion.denoise, diffusion.encode, diffusion.decode,"
          + " safety.classify";

  private UnusedRole() {}

  /** For people; the reason that is true in most cases. */
  public static String reason(ModelPack pack, String role) {
    String missing =
        switch (role) {
          case "face.detect" -> pack.has("face.embed") ? "" : "face.embed in the same pack";
          case "face.embed" -> pack.has("face.detect") ? "" : "face.detect in the same pack";
          case "face.embed.audit", "face.restore" ->
              "a pack with face.detect and face.embed, in this directory or one named after it";
          case "face.swap" ->
              "packs with face.detect and face.embed, and with diffusion.denoise, in this directory"
                  + " or named after it: faces are changed in what is drawn";
          case "subject.detect" -> "subject.embed, in this directory or one named after it";
          case "subject.embed" -> "subject.detect, in this directory or one named after it";
          case "diffusion.text", "diffusion.text.2", "diffusion.encode", "diffusion.decode" ->
              pack.has("diffusion.denoise") ? "" : "diffusion.denoise in the same pack";
          case "diffusion.denoise", "image.upscale", "safety.classify" -> "";
          default ->
              role.startsWith("style.transfer.") ? "" : "another name: it is not one of " + KNOWN;
        };
    return missing.isEmpty() ? "another pack has it, or goes first" : "it needs " + missing;
  }
}
