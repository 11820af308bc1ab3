"""Tests of what coordinators are told of by itself."""
