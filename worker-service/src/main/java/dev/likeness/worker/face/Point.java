package dev.likeness.worker.face;

/** A place in a picture, in pixels; whole numbers are the centres of pixels. */
public record Point(double x, double y) {}
