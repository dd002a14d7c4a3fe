"""The main job with no server and no database: files in, a folder of files out."""
